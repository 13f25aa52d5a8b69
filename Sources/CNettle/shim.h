#include <nettle/sha2.h>
#include <nettle/version.h>

/* SHA-256, whose digest has 32 bytes. nettle's own names are macros, which Swift does not see. */
static inline void mr_sha256_begin(struct sha256_ctx *context) { sha256_init(context); }

static inline void mr_sha256_add(struct sha256_ctx *context, const uint8_t *bytes, size_t size) {
  sha256_update(context, size, bytes);
}

static inline void mr_sha256_end(struct sha256_ctx *context, uint8_t *digest) {
  /* Version 4 knows the length itself. */
#if NETTLE_VERSION_MAJOR < 4
  sha256_digest(context, SHA256_DIGEST_SIZE, digest);
#else
  sha256_digest(context, digest);
#endif
}

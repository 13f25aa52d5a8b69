#include <nettle/sha2.h>
#include <nettle/version.h>

/* The 32 bytes of the digest. nettle's own names are macros, which Swift does not see. */
static inline void mr_sha256(const uint8_t *bytes, size_t size, uint8_t *digest) {
  struct sha256_ctx context;
  sha256_init(&context);
  sha256_update(&context, size, bytes);
  /* Version 4 knows the length itself. */
#if NETTLE_VERSION_MAJOR < 4
  sha256_digest(&context, SHA256_DIGEST_SIZE, digest);
#else
  sha256_digest(&context, digest);
#endif
}

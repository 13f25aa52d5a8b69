/* Nothing to import: icu_data.c says what this target is for. */
#pragma once

/**
 * The first dotted version in a text: `go version go1.26.8 linux/amd64` → [1, 26, 8], `v3.259.0-alpha.1` →
 * [3, 259, 0], `go1.26rc1` → [1, 26, 0].
 *
 * @param {string} text
 * @returns {[number, number, number] | undefined}
 */
export function parseVersion(text) {
  const match = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)] : undefined;
}

/**
 * Whether the version in a text is `least` or later; a text without a version is not.
 *
 * @param {string} text
 * @param {string} least
 */
export function isAtLeast(text, least) {
  const have = parseVersion(text);
  const need = parseVersion(least);
  if (!have || !need) return false;
  for (let i = 0; i < need.length; i++) {
    if (have[i] !== need[i]) return have[i] > need[i];
  }
  return true;
}

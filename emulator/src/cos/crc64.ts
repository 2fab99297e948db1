/** The reflected form of the ECMA-182 polynomial in two halves, as Go's `crc64.ECMA` and the vendor's SDKs use it. */
const POLYNOMIAL_HIGH = 0xc96c5795;
const POLYNOMIAL_LOW = 0xd7870f42;

const TABLE_HIGH = new Uint32Array(256);
const TABLE_LOW = new Uint32Array(256);
for (let byte = 0; byte < 256; byte += 1) {
  let high = 0;
  let low = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    const carry = low & 1;
    low = (low >>> 1) | ((high & 1) << 31);
    high >>>= 1;
    if (carry) {
      high ^= POLYNOMIAL_HIGH;
      low ^= POLYNOMIAL_LOW;
    }
  }
  TABLE_HIGH[byte] = high;
  TABLE_LOW[byte] = low;
}

/**
 * The value of the response header `x-cos-hash-crc64ecma`: CRC-64/XZ as an unsigned decimal, which the vendor's Go, Python
 * and Java SDKs compare with what they sent or received.
 * Source: https://www.tencentcloud.com/document/product/436/34078
 */
export function crc64(bytes: Buffer): string {
  let high = 0xffffffff;
  let low = 0xffffffff;
  for (const byte of bytes) {
    const index = (low ^ byte) & 0xff;
    low = ((low >>> 8) | ((high & 0xff) << 24)) ^ (TABLE_LOW[index] ?? 0);
    high = (high >>> 8) ^ (TABLE_HIGH[index] ?? 0);
  }
  return ((BigInt(~high >>> 0) << 32n) | BigInt(~low >>> 0)).toString();
}

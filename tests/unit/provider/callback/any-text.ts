import fc from "fast-check";

/** Texts of any code units, halves of characters too. The library's own unit `binary` takes seconds to set up under jest. */
export const anyText: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.nat(0xff), fc.nat(0xffff)), { maxLength: 12 })
  .map((units) => String.fromCharCode(...units));

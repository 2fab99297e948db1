import * as codes from "../../../../provider/callback/codes";
import { LABEL, LEAVE_CODE, wordFor } from "../../../../provider/callback/codes";

test("a code has a word, whether it is a number or a text", () => {
  expect(wordFor(LEAVE_CODE, 99)).toBe("idle");
  expect(wordFor(LABEL, "QRCode")).toBe("qr-code");
});

test.each([[5], [-1], [0.5], ["constructor"], ["__proto__"], [""]])(
  "%j is no documented code and has the word unknown",
  (code) => {
    expect(wordFor(LEAVE_CODE, code)).toBe("unknown");
  },
);

test("no two codes of a field have the same word, and none is called unknown", () => {
  const { wordFor: _, ...tables } = codes;
  for (const table of Object.values(tables)) {
    const words: string[] = Object.values(table);
    expect(new Set(words).size).toBe(words.length);
    expect(words).not.toContain("unknown");
  }
});

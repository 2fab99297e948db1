import { asRecord, readXml, writeXml } from "../../../../emulator/src/cos/xml";

describe("writeXml", () => {
  test("repeats lists, leaves out undefined and escapes text", () => {
    expect(
      writeXml({ List: { Key: ["a", "<&>\r"], None: undefined, Size: 1, Empty: [], More: { Last: true } } }),
    ).toBe(
      "<?xml version='1.0' encoding='utf-8' ?>\n" +
        "<List><Key>a</Key><Key>&lt;&amp;&gt;&#13;</Key><Size>1</Size><More><Last>true</Last></More></List>",
    );
  });
});

describe("readXml", () => {
  test.each(["001", " a ", "<&>\"'", "&nbsp;&#13;&amp;", "\r\n", "房间", "1e5", "true"])(
    "gives back the text %j",
    (text) => {
      expect(readXml(writeXml({ List: { Key: text } }))).toEqual({ List: { Key: text } });
    },
  );

  test("reads a repeated element as an array also when it stands once", () => {
    expect(readXml("<List><Key>a</Key></List>", ["Key"])).toEqual({ List: { Key: ["a"] } });
  });

  test("reads a thousand texts with entities", () => {
    const Key = Array.from({ length: 1000 }, (_, index) => `&<>${index}`);
    expect(readXml(writeXml({ List: { Key } }))).toEqual({ List: { Key } });
  });

  test.each(["", "plain", "<a>", "<a></b>", "<__proto__>a</__proto__>"])("gives undefined for %p", (text) => {
    expect(readXml(text)).toBeUndefined();
  });
});

test.each([[null], ["text"], [1], [undefined]])(
  "asRecord takes %p for an object without properties",
  (value) => {
    expect(asRecord(value)).toEqual({});
  },
);

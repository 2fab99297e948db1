import * as pulumi from "@pulumi/pulumi";
import {
  allChecked,
  checkedArguments,
  isLater,
  plainArguments,
} from "../../../../provider/component/arguments";
import { problem, UNKNOWN } from "../../../../provider/resource/schema";
import type { Bag, ObjectProperty, Rule } from "../../../../provider/resource/schema";
import { InputError } from "../../../../provider/trtc/errors";

const later = () => pulumi.output("media");

const schema: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  properties: {
    bucket: { type: "string", pattern: "^[a-z]+$", allowed: "letters", cure: "correct it" },
    folders: {
      type: "array",
      items: { type: "string", allowed: "a text", cure: "give a text" },
      default: ["slices"],
      allowed: "a list of texts",
      cure: "give a list",
    },
    versions: { type: "array", items: { type: "integer", cure: "count" }, cure: "give a list" },
    onDestroy: { type: "string", enum: ["refuse", "empty"], default: "refuse", cure: "choose one" },
    tags: {
      type: "object",
      additionalProperties: { type: "string", allowed: "a text", cure: "give a text" },
      cure: "give a map",
    },
  },
};

function refusalOf(args: Bag, rules: readonly Rule[] = []): InputError | undefined {
  try {
    checkedArguments("Shelf slices", { schema, rules, args });
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  return undefined;
}

describe("arguments for the check", () => {
  test("are those given, without transforms", () => {
    expect(
      plainArguments({ bucket: "media", tags: { team: "a" }, transform: { bucket: () => 1 } }, []),
    ).toEqual({
      bucket: "media",
      tags: { team: "a" },
    });
  });

  test("stand for what is only known later where that may be", () => {
    expect(
      plainArguments({ bucket: later(), key: Promise.resolve("k"), size: undefined }, [
        "bucket",
        "key",
        "size",
      ]),
    ).toEqual({ bucket: UNKNOWN, key: UNKNOWN, size: undefined });
  });

  test("that cannot be Outputs are refused as such, deeper down too", () => {
    const args = {
      folders: [later(), "lobby"],
      versions: Promise.resolve([1]),
      onDestroy: later(),
      tags: { team: later(), cost: "a" },
    };
    expect(refusalOf(plainArguments(args, ["bucket"]))?.message).toBe(
      "Shelf slices: folders.0 is an object, allowed is a text: give a text; " +
        'versions is "an Output", allowed is a list: give a list; ' +
        'onDestroy is "an Output", allowed is "refuse" or "empty": choose one; ' +
        "tags.team is an object, allowed is a text: give a text",
    );
  });
});

test("what is only known later is an Output or a Promise", () => {
  expect([later(), Promise.resolve("media"), "media", { then: 1 }, undefined].map(isLater)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

describe("the arguments after check", () => {
  test("have the defaults written out, and what is undefined left out", () => {
    const checked = checkedArguments("Shelf slices", { schema, rules: [], args: { bucket: undefined } });
    expect(checked).toStrictEqual({ folders: ["slices"], onDestroy: "refuse" });
  });

  test("pass what is only known later", () => {
    expect(checkedArguments("Shelf slices", { schema, rules: [], args: { bucket: UNKNOWN } })).toEqual({
      bucket: UNKNOWN,
      folders: ["slices"],
      onDestroy: "refuse",
    });
  });

  test("are refused with every problem at once, those of rules too, and without a stack trace", () => {
    const rule: Rule = () => problem("storage", "missing", "a storage", "give one");
    const error = refusalOf({ bucket: "A", onDestroy: "delete" }, [rule]);
    const message =
      'Shelf slices: bucket is "A", allowed is letters: correct it; ' +
      'onDestroy is "delete", allowed is "refuse" or "empty": choose one; ' +
      "storage is missing, allowed is a storage: give one";
    expect(error?.message).toBe(message);
    // what a program that fails prints
    expect(error?.stack).toBe(`InputError: ${message}`);
  });
});

describe("a problem of an argument that was written in a file", () => {
  test("is told with its place, others without", () => {
    const check = () =>
      checkedArguments("Shelf slices", {
        schema,
        rules: [],
        args: { bucket: "1", onDestroy: "keep" },
        placeOf: (property) => (property === "bucket" ? "shelf.yaml:3:5" : undefined),
      });
    expect(check).toThrow(
      new InputError(
        'Shelf slices: shelf.yaml:3:5: bucket is "1", allowed is letters: correct it; ' +
          'onDestroy is "keep", allowed is "refuse" or "empty": choose one',
      ),
    );
  });
});

describe("checks that belong together", () => {
  const fails = (message: string) => () => {
    throw new InputError(message);
  };

  test("answer what the first one does", () => {
    expect(allChecked(() => "checked", Date.now)).toBe("checked");
  });

  test("tell the problems of all, in their order and without a trace", () => {
    const check = () => allChecked(fails("first"), () => "fine", fails("third"));
    expect(check).toThrow(new InputError("first; third"));
    try {
      check();
    } catch (error) {
      expect(error).toHaveProperty("stack", "InputError: first; third");
    }
    expect.assertions(2);
  });

  test("let other errors through", () => {
    const broken = () => {
      throw new RangeError("a mistake of ours");
    };
    expect(() => allChecked(fails("first"), broken)).toThrow(RangeError);
  });
});

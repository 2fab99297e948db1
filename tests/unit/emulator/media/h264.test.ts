import { createHash } from "node:crypto";

import {
  ACCESS_UNIT_DELIMITER,
  flatPicture,
  PICTURE_PARAMETERS,
  SEQUENCE_PARAMETERS,
} from "../../../../emulator/src/media/h264";

/** Reads fields of a unit in order: `u(n)` and `ue(v)` of ITU-T H.264 section 7.2. */
function bitsOf(unit: Buffer, start: number) {
  let rest = [...unit.subarray(start)].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const take = (count: number): number => {
    const value = parseInt(rest.slice(0, count), 2);
    rest = rest.slice(count);
    return value;
  };
  return {
    u: take,
    ue: () => take(rest.indexOf("1") * 2 + 1) - 1,
    rest: () => rest,
  };
}

describe("SEQUENCE_PARAMETERS", () => {
  test("say constrained baseline, level 1, and one macroblock of 16 x 16", () => {
    const { u, ue, rest } = bitsOf(SEQUENCE_PARAMETERS, 4);
    expect(SEQUENCE_PARAMETERS.toString("hex", 0, 4)).toBe("6742c00a");
    expect({
      id: ue(),
      frameNumberBits: ue() + 4,
      orderType: ue(),
      references: ue(),
      gaps: u(1),
      width: (ue() + 1) * 16,
      height: (ue() + 1) * 16,
      framesOnly: u(1),
      direct8x8: u(1),
      cropping: u(1),
      usability: u(1),
      stop: u(1),
    }).toEqual({
      id: 0,
      frameNumberBits: 4,
      orderType: 2,
      references: 0,
      gaps: 0,
      width: 16,
      height: 16,
      framesOnly: 1,
      direct8x8: 1,
      cropping: 0,
      usability: 0,
      stop: 1,
    });
    expect(rest()).toMatch(/^0{0,7}$/);
  });
});

test("PICTURE_PARAMETERS say CAVLC, one slice group and no weights", () => {
  expect(PICTURE_PARAMETERS.toString("hex")).toBe("68ce3880");
});

test("ACCESS_UNIT_DELIMITER says that there are slices of type I only", () => {
  expect(ACCESS_UNIT_DELIMITER.toString("hex")).toBe("0910");
});

describe("flatPicture", () => {
  test.each(["lobby", "room 1", "大厅"])(
    "is a key picture with the colour of seed %p in every sample",
    (seed) => {
      const unit = flatPicture({ index: 0, seed });
      const { u, ue, rest } = bitsOf(unit, 1);
      expect(unit[0]).toBe(0x65);
      expect({
        firstMacroblock: ue(),
        sliceType: ue(),
        parameters: ue(),
        frameNumber: u(4),
        id: ue(),
        marking: u(2),
        quantizer: ue(),
        macroblock: ue(),
      }).toEqual({
        firstMacroblock: 0,
        sliceType: 7,
        parameters: 0,
        frameNumber: 0,
        id: 0,
        marking: 0,
        quantizer: 0,
        macroblock: 25,
      });
      const hash = createHash("sha256").update(seed).digest();
      const [y = NaN, cb = NaN, cr = NaN] = hash;
      const samples = unit.subarray(unit.length - 385, -1);
      expect(rest().slice(0, -385 * 8)).toMatch(/^0{0,7}$/);
      expect([...samples]).toEqual([
        ...Array<number>(256).fill(16 + (y % 220)),
        ...Array<number>(64).fill(16 + (cb % 225)),
        ...Array<number>(64).fill(16 + (cr % 225)),
      ]);
      expect(unit.at(-1)).toBe(0x80);
    },
  );

  test("numbers neighbours differently, as key pictures in a row must be", () => {
    const ids = [0, 1, 2].map((index) => {
      const { u, ue } = bitsOf(flatPicture({ index, seed: "lobby" }), 1);
      ue();
      ue();
      ue();
      u(4);
      return ue();
    });
    expect(ids).toEqual([0, 1, 0]);
  });

  test("has no two zero bytes in a row, which would need escaping", () => {
    for (let seed = 0; seed < 300; seed += 1) {
      const units = [0, 1].map((index) => flatPicture({ index, seed: `${seed}` }));
      expect(units.map((unit) => unit.includes(Buffer.alloc(2)))).toEqual([false, false]);
    }
    expect([SEQUENCE_PARAMETERS, PICTURE_PARAMETERS].map((unit) => unit.includes(Buffer.alloc(2)))).toEqual([
      false,
      false,
    ]);
  });
});

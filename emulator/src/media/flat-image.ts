/** A picture of one colour. */
export interface FlatImage {
  /** Pixels, 1 to 65535. */
  readonly width: number;
  /** Pixels, 1 to 65535. */
  readonly height: number;
  /** Red, green and blue, 0 to 255. */
  readonly colour: readonly [red: number, green: number, blue: number];
}

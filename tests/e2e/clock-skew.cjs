// Preloaded into the provider process: its clock runs six minutes behind.
const RealDate = Date;
const SKEW_MS = 6 * 60_000;
globalThis.Date = class extends RealDate {
  constructor(...args) {
    super(...(args.length === 0 ? [RealDate.now() - SKEW_MS] : args));
  }
  static now() {
    return RealDate.now() - SKEW_MS;
  }
};

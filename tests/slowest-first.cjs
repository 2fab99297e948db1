/** What keeps engines busy for minutes, in the order in which it starts: left to the end, it would run alone. */
const LONG = ["proofs", "examples", "aws-plugin"].map((name) => `/tests/engine/${name}.test.ts`);

/** Order of the files of tests, for jest. */
module.exports = class {
  sort(tests) {
    const rank = ({ path }) => {
      const index = LONG.findIndex((end) => path.endsWith(end));
      return index === -1 ? LONG.length : index;
    };
    return [...tests].sort((a, b) => rank(a) - rank(b) || a.path.localeCompare(b.path));
  }
  cacheResults() {}
};

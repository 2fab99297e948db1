import { connectToProblem, createConnector } from "../../../emulator/src/connect-to";

const LAMBDA = "lambda-url.ap-southeast-1.on.aws";
const OWN = "http://127.0.0.1:4577";
const connector = createConnector({ [LAMBDA]: "http://127.0.0.1:4566" }, () => OWN);

test.each([
  [`abc.${LAMBDA}`, "http://127.0.0.1:4566/"],
  [LAMBDA, "http://127.0.0.1:4566/"],
  [`abc${LAMBDA}`, undefined],
  ["1250000000-abc.ap-singapore.tencentscf.com", `${OWN}/`],
  ["tencentscf.com.example.com", undefined],
  ["eviltencentscf.com", undefined],
])("callbacks to %s go to %s", (host, url) => {
  expect(connector(host)?.href).toBe(url);
});

test("functions of the emulator can be sent elsewhere, too", () => {
  const elsewhere = createConnector({ ".tencentscf.com": "https://example.com" }, () => OWN);
  expect(elsewhere("a.ap-singapore.tencentscf.com")?.href).toBe("https://example.com/");
});

test("a suffix that is no end of a host, or a URL that is none, is a problem", () => {
  const words =
    "connectTo takes the end of a host name and an http or https URL, such as lambda-url.ap-southeast-1.on.aws=http://127.0.0.1:4566";
  expect(connectToProblem({ [LAMBDA]: "http://127.0.0.1:4566" })).toBeUndefined();
  expect(connectToProblem({ "a/b": "http://127.0.0.1:4566" })).toBe(words);
  expect(connectToProblem({ [LAMBDA]: "127.0.0.1" })).toBe(words);
  expect(connectToProblem({ [LAMBDA]: "ftp://127.0.0.1" })).toBe(words);
});

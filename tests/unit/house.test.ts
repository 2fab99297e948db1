import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import ts from "typescript";

/** Review findings that a machine can find: each rule answers with the places that break it. */

const ROOT = join(__dirname, "../..");

const FILES = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
  cwd: ROOT,
  encoding: "utf8",
})
  .split("\0")
  // the index also names what was deleted in the work tree
  .filter((file) => file !== "" && existsSync(join(ROOT, file)));

function filesIn(folders: RegExp, names: RegExp): string[] {
  return FILES.filter((file) => folders.test(file) && names.test(file));
}

const SOURCES = filesIn(/^(provider|emulator\/src|scripts|examples|bench)\//, /\.(ts|mts|mjs|js|cjs)$/);
const TYPED = SOURCES.filter((file) => /\.m?ts$/.test(file));
const TESTS = filesIn(/^tests\//, /\.(ts|mjs|cjs)$/);
const WORDS = filesIn(/./, /\.(ts|mts|mjs|js|cjs|json|md|yaml|yml|sh)$|^\.npmrc$/);

function read(file: string): string {
  return readFileSync(join(ROOT, file), "utf8");
}

/** The lines that a pattern meets, as `file:line: text`. */
function lines(files: readonly string[], pattern: RegExp): string[] {
  return files.flatMap((file) =>
    read(file)
      .split("\n")
      .flatMap((text, index) => (pattern.test(text) ? [`${file}:${index + 1}: ${text.trim()}`] : [])),
  );
}

const parsed = new Map<string, ts.SourceFile>();

function sourceOf(file: string): ts.SourceFile {
  const source = parsed.get(file) ?? ts.createSourceFile(file, read(file), ts.ScriptTarget.ES2022, true);
  parsed.set(file, source);
  return source;
}

/** The syntax nodes that a rule picks, as `file:line: text`. */
function nodes(files: readonly string[], picks: (node: ts.Node, source: ts.SourceFile) => boolean): string[] {
  return files.flatMap((file) => {
    const source = sourceOf(file);
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      if (picks(node, source)) {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart());
        found.push(`${file}:${line + 1}: ${node.getText().split("\n", 1)[0] ?? ""}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
  });
}

/** What a file loads, also when it is first used; types are gone by then. */
function loadedBy(source: ts.SourceFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const specifier =
      ts.isImportDeclaration(node) && node.importClause?.phaseModifier !== ts.SyntaxKind.TypeKeyword
        ? node.moduleSpecifier
        : ts.isExportDeclaration(node) && !node.isTypeOnly
          ? node.moduleSpecifier
          : ts.isCallExpression(node) && /^(import|require)$/.test(node.expression.getText())
            ? node.arguments[0]
            : undefined;
    if (specifier !== undefined && ts.isStringLiteral(specifier)) found.push(specifier.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isConst(node: ts.AsExpression): boolean {
  return ts.isTypeReferenceNode(node.type) && node.type.getText() === "const";
}

/** True when a comment stands on the node's line, or right above it, its statement, or the function that does nothing else. */
function hasReason(node: ts.Node, source: ts.SourceFile): boolean {
  const all = source.text.split("\n");
  const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line;
  const isAbove = (at: ts.Node) => /^\s*(\/\/|\/\*)|\*\/\s*$/.test(all[lineOf(at.getStart()) - 1] ?? "");
  const around: ts.Node[] = [node];
  for (let at = node.parent; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isBlock(at) && at.statements.length > 1) break;
    around.push(at);
  }
  return / \/\/ \S/.test(all[lineOf(node.getEnd())] ?? "") || around.some(isAbove);
}

test("the rules look at files of every part", () => {
  expect(SOURCES).toEqual(
    expect.arrayContaining(["provider/index.ts", "emulator/src/index.ts", "scripts/start.ts"]),
  );
  expect(TESTS).toEqual(expect.arrayContaining(["tests/unit/house.test.ts"]));
});

test("no type is any", () => {
  expect(nodes([...TYPED, ...TESTS], (node) => node.kind === ts.SyntaxKind.AnyKeyword)).toEqual([]);
});

test("every cast has its reason beside it", () => {
  const bare = nodes(
    TYPED,
    (node, source) => ts.isAsExpression(node) && !isConst(node) && !hasReason(node, source),
  );
  expect(bare).toEqual([]);
});

test("no check is silenced without a reason", () => {
  expect(lines(SOURCES, /@ts-ignore|@ts-nocheck/)).toEqual([]);
  expect(lines(SOURCES, /eslint-disable(?!.* -- \S)|@ts-expect-error\s*$/)).toEqual([]);
});

test("nothing is exported as default", () => {
  expect(nodes(TYPED, (node) => ts.isExportAssignment(node))).toEqual([]);
  expect(lines(SOURCES, /^export default|export \{[^}]*\bas default\b/)).toEqual([]);
});

test("a file named index only re-exports", () => {
  const indexes = TYPED.filter(
    (file) => /^(provider|emulator\/src)\//.test(file) && basename(file) === "index.ts",
  );
  const other = nodes(
    indexes,
    (node, source) => node.parent === source && ts.isStatement(node) && !ts.isExportDeclaration(node),
  );
  expect(other).toEqual([]);
});

test("the library writes nothing to the console", () => {
  expect(lines(filesIn(/^provider\//, /\.ts$/), /\bconsole\.\w+\(|process\.stdout/)).toEqual([]);
});

test("nothing is left for later in the code", () => {
  expect(lines(SOURCES, /\b(TODO|FIXME|XXX|HACK)\b/)).toEqual([]);
});

test("files are named for a noun, in kebab-case", () => {
  const code = [...SOURCES, ...TESTS];
  expect(
    code.filter((file) => /(^|[/.-])(utils?|helpers?|common|misc|managers?)([/.-]|$)/i.test(file)),
  ).toEqual([]);
  expect(code.filter((file) => !/^[a-z0-9]+([-.][a-z0-9]+)*$/.test(basename(file)))).toEqual([]);
});

test("no package registry and no folder of a machine is named", () => {
  const registries = [
    "registry.npmjs" + ".org",
    "npmmirror" + ".com",
    "proxy.golang" + ".org",
    "files.pythonhosted" + ".org",
  ];
  const named = new RegExp(registries.map((host) => host.replaceAll(".", "\\.")).join("|"));
  expect(lines(WORDS, named)).toEqual([]);
  expect(
    lines(
      WORDS,
      new RegExp(["/wor" + "k/", "/hom" + "e/[a-z]", "/User" + "s/[A-Za-z]", "/roo" + "t/"].join("|")),
    ),
  ).toEqual([]);
});

test("every file of the library has tests of its name", () => {
  const exempt = /\.d\.ts$/;
  const without = filesIn(/^provider\//, /\.ts$/)
    .filter((file) => !exempt.test(file))
    .filter((file) => {
      const stem = `tests/unit/${file.replace(/\.ts$/, "")}.`;
      return !TESTS.some((test) => test.startsWith(stem) && test.endsWith(".test.ts"));
    });
  expect(without).toEqual([]);
});

test("what the library loads is installed with it", () => {
  const { dependencies, peerDependencies } = JSON.parse(read("package.json")) as Record<string, object>; // the repository's own
  const installed = new Set(Object.keys({ ...dependencies, ...peerDependencies }));
  const packageOf = (specifier: string) => /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? "";
  // functions are bundled with what they load
  const bundled = /^provider\/(aws\/lambda|tencent\/scf)\//;
  const library = filesIn(/^provider\//, /\.ts$/).filter((file) => !bundled.test(file));
  const loads = library.flatMap((file) => loadedBy(sourceOf(file)).map((fileName) => ({ file, fileName })));
  const missing = loads
    .filter(
      ({ fileName }) => !/^(\.|node:|pulumi-trtc)/.test(fileName) && !installed.has(packageOf(fileName)),
    )
    .map(({ file, fileName }) => `${file}: ${fileName}`);
  expect(loads.map(({ fileName }) => fileName)).toContain("cos-nodejs-sdk-v5");
  expect(missing).toEqual([]);
});

test("no test is left alone, left out or without an assertion that says something", () => {
  const own = "tests/unit/house.test.ts";
  const others = TESTS.filter((file) => file !== own);
  expect(lines(others, /\b(test|it|describe)\.(only|skip|todo)\b|(?<!\.)\b[fx](it|test|describe)\(/)).toEqual(
    [],
  );
  expect(
    lines(others, /\.toBeDefined\(\)|\.toBeTruthy\(\)|\.toBeFalsy\(\)|\.toMatch(Inline)?Snapshot\(/),
  ).toEqual([]);
});

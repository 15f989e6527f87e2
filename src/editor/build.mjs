// build.mjs OUT: the editors' page into the folder OUT, each file as it is
// sent: names by content, with .gz and .br beside it.
// build.mjs --tests OUT: its unit tests, to be run by node.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import zlib from "node:zlib";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, "../..");
// Packages lie beside what is built, not beside the sources.
const modules = process.env.EDITOR_MODULES ??
  path.join(root, "build/editor/node_modules");
const { build } = await import(pathToFileURL(
  path.join(modules, "esbuild/lib/main.js")).href).then((m) => m.default ?? m);

const shared = {
  bundle: true,
  format: "esm",
  target: ["es2021"],
  jsx: "automatic",
  jsxImportSource: "preact",
  nodePaths: [modules],
  logLevel: "warning",
};

async function tests(out) {
  const folder = path.join(root, "tests/editor/unit");
  const files = (await readdir(folder)).filter((name) =>
    name.endsWith(".test.ts"));
  await rm(out, { recursive: true, force: true });
  await build({ ...shared, platform: "node", sourcemap: "inline",
    entryPoints: files.map((name) => path.join(folder, name)),
    outdir: out, outExtension: { ".js": ".mjs" } });
}

function brotli(bytes) {
  return zlib.brotliCompressSync(bytes, { params: {
    [zlib.constants.BROTLI_PARAM_QUALITY]: 11,
    [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
}

// zopfli writes NAME.gz: 3 % fewer bytes than zlib's best.
async function write(out, name, bytes) {
  const file = path.join(out, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, bytes);
  await writeFile(`${file}.br`, brotli(bytes));
  execFileSync("zopfli", [file]);
}

function named(stem, ending, bytes) {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  return `assets/${stem}-${hash}.${ending}`;
}

async function page(out) {
  const result = await build({ ...shared, platform: "browser",
    entryPoints: [{ in: path.join(here, "main.tsx"), out: "main" }],
    outdir: out, splitting: true, minify: true, write: false,
    entryNames: "assets/[name]-[hash]", chunkNames: "assets/[name]-[hash]",
    legalComments: "none" });
  const styles = await build({ ...shared, minify: true, write: false,
    entryPoints: [path.join(here, "style/main.css")], outdir: out });
  await rm(out, { recursive: true, force: true });
  let main;
  for (const file of result.outputFiles) {
    const name = path.relative(out, file.path);
    if (/^assets\/main-/.test(name)) {
      main = name;
    }
    await write(out, name, Buffer.from(file.contents));
  }
  const css = Buffer.from(styles.outputFiles[0].contents);
  const style = named("style", "css", css);
  await write(out, style, css);
  const html = (await readFile(path.join(here, "index.html"), "utf8"))
    .replace("@MAIN@", main).replace("@STYLE@", style);
  await write(out, "index.html", Buffer.from(html));
}

const args = process.argv.slice(2);
if (args[0] === "--tests") {
  await tests(path.resolve(args[1]));
} else {
  await page(path.resolve(args[0]));
}

// One style sheet and one script, bundled and minified from this folder and node_modules; and the script of the page
// for phones, which stands alone so that a phone keeps no more than it needs. Each is also written under a name that holds its
// fingerprint, with its compressed twins and the table of names that Django's manifest storage reads: a browser asks for
// a file once, until its content changes. With --watch it goes on building whenever a source changes.
import { build, context } from "esbuild";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const out = "build/static";
const names = ["app.css", "app.js", "phone.js", "seal.svg"];
const bundles = [
  { entryPoints: { app: "frontend/app.js" }, target: "es2020" },
  { entryPoints: { phone: "frontend/phone/main.js" }, target: "es2022", format: "esm" },
  { entryPoints: { app: "frontend/app.css" }, target: "es2020" },
].map((bundle) => ({
  ...bundle,
  bundle: true,
  minify: true,
  outdir: out,
  legalComments: "none",
  logLevel: "warning",
}));

function fingerprint(content) {
  return createHash("sha256").update(content).digest("hex").slice(0, 12);
}

function hashedNames() {
  const paths = {};
  for (const name of names) {
    const [stem, ending] = name.split(".");
    paths[name] = `${stem}.${fingerprint(readFileSync(`${out}/${name}`))}.${ending}`;
  }
  return paths;
}

function writeHashed() {
  const paths = hashedNames();
  const table = JSON.stringify({ paths, version: "1.1", hash: fingerprint(JSON.stringify(paths)) });
  const place = `${out}/staticfiles.json`;
  if (existsSync(place) && readFileSync(place, "utf8") === table) return;
  for (const [name, hashed] of Object.entries(paths)) {
    const content = readFileSync(`${out}/${name}`);
    writeFileSync(`${out}/${hashed}`, content);
    writeFileSync(`${out}/${hashed}.gz`, gzipSync(content, { level: 9 }));
    const hard = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
    writeFileSync(`${out}/${hashed}.br`, brotliCompressSync(content, hard));
  }
  const kept = Object.values(paths);
  for (const file of readdirSync(out)) {
    const isOld = /\.[0-9a-f]{12}\./.test(file) && !kept.some((hashed) => file.startsWith(hashed));
    if (isOld) rmSync(`${out}/${file}`);
  }
  writeFileSync(place, table); // last: who reads it finds the files that it names
}

const written = {
  name: "written",
  setup: (made) => made.onEnd((result) => (result.errors.length ? undefined : writeHashed())),
};

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
copyFileSync("frontend/seal.svg", `${out}/seal.svg`);
await Promise.all(bundles.map((bundle) => build(bundle)));
writeHashed();
if (process.argv.includes("--watch")) {
  // Who started the watcher holds its input open: when that ends, so does the watcher.
  process.stdin.on("end", () => process.exit()).resume();
  for (const bundle of bundles) await (await context({ ...bundle, plugins: [written] })).watch();
}

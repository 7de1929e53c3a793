// One style sheet and one script, bundled and minified from this folder and node_modules; and the script of the page
// for phones, which stands alone so that a phone keeps no more than it needs. Each is also written under a name that holds its
// fingerprint, with its compressed twins and the table of names that Django's manifest storage reads: a browser asks for
// a file once, until its content changes.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const out = "build/static";
const names = ["app.css", "app.js", "phone.js", "seal.svg"];
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
await build({
  entryPoints: { app: "frontend/app.js" },
  bundle: true,
  minify: true,
  outdir: out,
  target: "es2020",
  legalComments: "none",
  logLevel: "warning",
});
await build({
  entryPoints: { phone: "frontend/phone/main.js" },
  bundle: true,
  minify: true,
  outdir: out,
  target: "es2022",
  format: "esm",
  legalComments: "none",
  logLevel: "warning",
});
await build({
  entryPoints: { app: "frontend/app.css" },
  bundle: true,
  minify: true,
  outdir: out,
  target: "es2020",
  legalComments: "none",
  logLevel: "warning",
});
copyFileSync("frontend/seal.svg", `${out}/seal.svg`);

const paths = {};
for (const name of names) {
  const content = readFileSync(`${out}/${name}`);
  const [stem, ending] = name.split(".");
  const hashed = `${stem}.${createHash("sha256").update(content).digest("hex").slice(0, 12)}.${ending}`;
  paths[name] = hashed;
  writeFileSync(`${out}/${hashed}`, content);
  writeFileSync(`${out}/${hashed}.gz`, gzipSync(content, { level: 9 }));
  const hard = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  writeFileSync(`${out}/${hashed}.br`, brotliCompressSync(content, hard));
}
const hash = createHash("sha256").update(JSON.stringify(paths)).digest("hex").slice(0, 12);
writeFileSync(`${out}/staticfiles.json`, JSON.stringify({ paths, version: "1.1", hash }));

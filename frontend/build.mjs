// One style sheet and one script, bundled and minified from this folder and node_modules; and the script of the visit
// page, which stands alone so that a phone keeps no more than it needs.
import { build } from "esbuild";
import { copyFileSync, mkdirSync } from "node:fs";

const out = "build/static";
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
  entryPoints: { visit: "frontend/visit/main.js" },
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

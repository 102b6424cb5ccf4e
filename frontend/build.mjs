// Builds what browsers get: TypeScript, styles, font and icons, under names that carry a hash of
// their content, each with its .br and .gz beside it. Run by scripts/assets.py; needs no network.
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import { PurgeCSS } from "purgecss";

const here = dirname(fileURLToPath(import.meta.url));
const web = resolve(here, "../src/inward/web");
const out = process.env.INWARD_ASSETS_OUT ?? join(web, "static/inward");
const work = join(here, ".build");

// Classes that templates put together from parts; everything else is found by reading them.
// Names that our styles use in another sense than Tabler: none of its rules for them comes along.
const ours = `
  act avatar brand cell chart check choice choices clock count demo dot empty error-page facts field
  fields flash flashes grid help icon kbd keys kpi label legend lede lit map matrix me message mirror
  note num only page pager part party place places plain prose quiet rail rows scale search sheet
  shell size skeleton slack small stack status steps strip sub sum tabs tag talk tip title toast
  topbar trend unit value visually-hidden volume why wide
`.trim().split(/\s+/);
const assembled = { standard: ["show", "active", "disabled", "is-invalid"], greedy: [] };

/** Tabler, less every rule that no template, tag or module of ours can name. */
async function trimmedTabler() {
  const [result] = await new PurgeCSS().purge({
    css: [join(here, "node_modules/@tabler/core/dist/css/tabler.css")],
    content: [`${web}/templates/**/*.html`, `${web}/**/*.py`, `${here}/src/**/*.ts`],
    defaultExtractor: (text) => text.match(/[A-Za-z][\w-]*/g) ?? [],
    safelist: assembled,
    blocklist: ours,
    keyframes: true,
    variables: false,
  });
  const css = result.css.replace(/\/\*# sourceMappingURL.*?\*\//g, "");
  await mkdir(work, { recursive: true });
  await writeFile(join(work, "tabler.css"), css);
}

/** Name → inner SVG of each icon in icons.txt, to be set into the page by the `icon` tag. */
async function icons() {
  const names = (await readFile(join(here, "icons.txt"), "utf8")).split(/\s+/).filter(Boolean);
  const found = {};
  for (const name of names) {
    const filled = name.endsWith("-filled");
    const file = filled ? `filled/${name.slice(0, -7)}.svg` : `outline/${name}.svg`;
    const svg = await readFile(join(here, "node_modules/@tabler/icons/icons", file), "utf8");
    const inner = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
    found[name] = inner.replace(/\s*\n\s*/g, "");
  }
  return found;
}

async function bundle() {
  const result = await esbuild.build({
    entryPoints: ["src/app.ts", "src/early.ts", "styles/app.css", "styles/mark.svg"],
    absWorkingDir: here,
    outdir: out,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    target: ["chrome109", "firefox115", "safari16"],
    loader: { ".woff2": "file", ".svg": "copy" },
    legalComments: "linked",
    metafile: true,
    logLevel: "warning",
  });
  return result.metafile.outputs;
}

/** Name as written in the source (`app.css`, `inter-latin.woff2`) → name with its hash. */
function manifest(outputs) {
  const names = {};
  for (const [path, { entryPoint, inputs }] of Object.entries(outputs)) {
    const built = relative(out, resolve(here, path));
    const only = Object.keys(inputs);
    const source = entryPoint ?? (extname(built) === ".woff2" ? only[0] : undefined);
    if (source) names[basename(source).replace(/\.ts$/, ".js")] = built;
  }
  return names;
}

async function compress(folder) {
  for (const name of await readdir(folder)) {
    if (!/\.(js|css|svg|txt)$/.test(name)) continue;
    const raw = await readFile(join(folder, name));
    const quality = { [constants.BROTLI_PARAM_QUALITY]: 11 };
    await writeFile(join(folder, `${name}.br`), brotliCompressSync(raw, { params: quality }));
    await writeFile(join(folder, `${name}.gz`), gzipSync(raw, { level: 9 }));
  }
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await trimmedTabler();
const outputs = await bundle();
await writeFile(join(out, "icons.json"), JSON.stringify(await icons()));
await compress(out);
await writeFile(join(out, "manifest.json"), JSON.stringify(manifest(outputs), null, 1));

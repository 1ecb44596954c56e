// `assets.mjs SITE`: bundles style/main.css, copies public/, and keeps a brotli copy beside every file that
// compresses well. Only what changed is written again.
import { constants, brotliCompressSync } from 'node:zlib';
import fs from 'node:fs';
import path from 'node:path';

const site = process.argv[2];
const COMPRESSIBLE = /\.(css|html|js|json|map|svg|txt|wasm|webmanifest|xml)$/;

function newest(folder) {
  return files(folder).reduce((time, file) => Math.max(time, fs.statSync(file).mtimeMs), 0);
}

function files(folder) {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}

const modified = (file) => (fs.existsSync(file) ? fs.statSync(file).mtimeMs : -1);

async function bundleStyle() {
  const [entry, output] = ['style/main.css', path.join(site, 'pkg/bmm.css')];
  if (!fs.existsSync(entry) || modified(output) >= newest('style')) return;
  const { build } = await import('esbuild');
  await build({ entryPoints: [entry], outfile: output, bundle: true, minify: true, logLevel: 'warning' });
}

/** The script of every page: what needs no wasm. */
async function bundleScript() {
  const [entry, output] = ['web/site.js', path.join(site, 'pkg/site.js')];
  if (modified(output) >= newest('web')) return;
  const { build } = await import('esbuild');
  await build({ entryPoints: [entry], outfile: output, bundle: true, minify: true, format: 'iife', target: 'es2022', logLevel: 'warning' });
}

function copyPublic() {
  for (const file of files('public')) {
    const target = path.join(site, path.relative('public', file));
    if (modified(target) >= modified(file)) continue;
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.copyFileSync(file, target);
  }
}

function compress() {
  for (const file of files(site)) {
    if (!COMPRESSIBLE.test(file) || modified(`${file}.br`) >= modified(file)) continue;
    const bytes = fs.readFileSync(file);
    fs.writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length, [constants.BROTLI_PARAM_LGBLOCK]: 24 } }));
  }
}

function report() {
  for (const name of ['bmm_bg.wasm', 'bmm.js', 'bmm.css', 'site.js']) {
    const file = path.join(site, 'pkg', name);
    if (!fs.existsSync(file)) continue;
    const kilo = (size) => `${(size / 1000).toFixed(1)} kB`;
    console.log(`    ${name.padEnd(12)} ${kilo(fs.statSync(file).size).padStart(10)}  ${kilo(fs.statSync(`${file}.br`).size).padStart(9)} brotli`);
  }
}

await bundleStyle();
await bundleScript();
copyPublic();
compress();
report();

// Brings node_modules and dist up to date, and does nothing where they already are: Maven calls this at every build.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const portal = fileURLToPath(new URL('..', import.meta.url));
process.chdir(portal);

const LOCK = ['package.json', 'package-lock.json', '.npmrc'];
const SOURCES = [...LOCK, 'index.html', 'vite.config.ts', 'tsconfig.json', ...filesUnder('src'), ...filesUnder('public')];

unlessStamped('node_modules/.paviour-stamp', LOCK, () => {
  npm('ci', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error');
});
unlessStamped('dist/.paviour-stamp', SOURCES, () => {
  npm('run', 'build', '--silent');
  // The names of the files change with their content, and Maven would pack the old ones with the new.
  rmSync('target/classes/portal', { recursive: true, force: true });
});

function unlessStamped(stamp, files, make) {
  const digest = digestOf(files);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) {
    return;
  }
  make();
  writeFileSync(stamp, digest);
}

function digestOf(files) {
  const hash = createHash('sha256').update(process.version);
  for (const file of files) {
    hash.update(`\0${file}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function filesUnder(directory) {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function npm(...words) {
  const { status, error } = spawnSync('npm', words, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) {
    console.error(`npm ${words.join(' ')} failed${error === undefined ? '' : `: ${error.message}`}`);
    process.exit(1);
  }
}

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Faults of disk and clock for a server started with `env`; see faults.c. */
export class Faults {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'parley-faults-'));
    const library = join(this.folder, 'faults.so');
    const source = fileURLToPath(new URL('faults.c', import.meta.url));
    execFileSync(process.env.CC ?? 'clang-19', ['-shared', '-fPIC', '-O1', '-Wall', '-Werror', '-o', library, source]);
    this.env = { LD_PRELOAD: library, PARLEY_FAULTS: this.folder };
  }
  /** @param {'full' | 'eio' | 'eio_file'} fault */
  begin(fault) {
    writeFileSync(join(this.folder, fault), '');
  }
  /** @param {'full' | 'eio' | 'eio_file'} fault */
  end(fault) {
    rmSync(join(this.folder, fault), { force: true });
  }
  /** The wall clock is off by so much from now on. @param {number} seconds */
  clock(seconds) {
    writeFileSync(join(this.folder, 'clock'), String(seconds));
  }
  close() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

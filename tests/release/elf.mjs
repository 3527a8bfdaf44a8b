// node elf.mjs FILE: is the finished release binary hardened as it should be? Run at the end of each release build, since
// flags are only what was asked for; a start file, a linker or a library may have undone them. Needs binutils.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const file = process.argv[2];
if (!file) {
  console.error('elf.mjs FILE');
  process.exit(2);
}
const tool = (name, ...args) => execFileSync(name, [...args, file], { encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, LC_ALL: 'C' } });
const header = tool('readelf', '-hW');
const segments = tool('readelf', '-lW');
const dynamic = tool('readelf', '-dW');
const imported = tool('readelf', '-W', '--dyn-syms').split('\n').filter((line) => / UND /.test(line)).map((line) => line.trim().split(/\s+/)[7]?.split('@')[0] ?? '');
const flags = (name) => new RegExp(`\\(${name}\\)\\s+(?:Flags: )?(.*)`).exec(dynamic)?.[1] ?? '';
const segment = (name) => new RegExp(`^\\s+${name}\\s+.*`, 'm').exec(segments)?.[0] ?? '';
/** Permissions of a segment, such as "RW ". */
const rights = (line) => /0x[0-9a-f]+ ([R ][W ][E ]) 0x[0-9a-f]+\s*$/.exec(line)?.[1] ?? '';

/** Our functions that others may call by address (not the local ones), and how many of them begin with endbr64. */
function landingPads() {
  const bytes = readFileSync(file);
  const text = tool('readelf', '-SW').split('\n').map((line) => /\]\s+\.text\s+PROGBITS\s+([0-9a-f]+)\s+([0-9a-f]+)\s+([0-9a-f]+)/.exec(line)).find(Boolean);
  if (!text) throw new Error('no .text');
  const [address, offset, size] = text.slice(1).map((hex) => Number.parseInt(hex, 16));
  const local = /anonymous namespace|::\$_|lambda|\[clone|\(\.|\.(resume|destroy|cleanup|cold)/;
  const functions = tool('nm', '-C').split('\n').map((line) => /^([0-9a-f]+) [Tt] (parley::.*|main)$/.exec(line)).filter((found) => found && !local.test(found[2]))
    .map((found) => Number.parseInt(found[1], 16)).filter((at) => at >= address && at < address + size);
  const marked = functions.filter((at) => bytes.readUInt32BE(at - address + offset) === 0xf30f1efa);
  return { all: functions.length, marked: marked.length };
}

const pads = landingPads();
const checks = {
  'position independent executable (PIE)': /Type:\s+DYN/.test(header) && / PIE/.test(` ${flags('FLAGS_1')}`),
  'all symbols bound at start (BIND_NOW)': /NOW/.test(flags('FLAGS') + flags('FLAGS_1')),
  'tables read-only after relocation (RELRO)': segment('GNU_RELRO') !== '',
  'stack not executable': rights(segment('GNU_STACK')) === 'RW ',
  'no segment both writable and executable': !segments.split('\n').some((line) => /W/.test(rights(line)) && /E/.test(rights(line))),
  'no text relocations': !/TEXTREL/.test(dynamic),
  'not to be loaded as a library (NODLOPEN)': /NOOPEN/.test(flags('FLAGS_1')),
  'no RPATH, no RUNPATH': !/R(UN)?PATH/.test(dynamic),
  'stack protector in use (__stack_chk_fail)': imported.includes('__stack_chk_fail'),
  'fortified calls in use (__*_chk)': imported.some((name) => /^__\w+_chk$/.test(name)),
  [`endbr64 at our functions (${pads.marked} of ${pads.all})`]: pads.all > 300 && pads.marked === pads.all,
  'no debug information (it lies beside)': !/\.debug_info/.test(tool('readelf', '-SW')),
};
const failed = Object.entries(checks).filter(([, well]) => !well).map(([what]) => what);
for (const what of failed) console.error(`${file}: not so: ${what}`);
if (failed.length === 0 && process.argv.includes('--verbose')) for (const what of Object.keys(checks)) console.log(`ok ${what}`);
process.exit(failed.length === 0 ? 0 : 1);

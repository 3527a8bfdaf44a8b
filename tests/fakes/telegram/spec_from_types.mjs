/**
 * Writes the Bot API as JSON (methods and types with their fields) from the TypeScript declarations of @grammyjs/types.
 * usage: node spec_from_types.mjs FOLDER_WITH_NODE_MODULES > api.json      (needs typescript 5 and @grammyjs/types there)
 */
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const folder = resolve(process.argv[2] ?? '.');
const ts = createRequire(join(folder, 'package.json'))('typescript');
const root = join(folder, 'node_modules/@grammyjs/types/methods.d.ts');
const program = ts.createProgram([root], { strict: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, lib: ['lib.es2022.d.ts'] });
const checker = program.getTypeChecker();
const source = program.getSourceFile(root);
const { TypeFlags: Flags, SymbolFlags } = ts;

/** Numbers that need not be whole; the declarations do not tell. */
const fractions = new Set(['latitude', 'longitude', 'horizontal_accuracy', 'x_shift', 'y_shift', 'scale', 'main_frame_timestamp', 'start_timestamp']);
/** @type {Record<string, any>} */
const types = {};
const names = new Map();
const open = new Set();

/** A name for an object type; the same type has the same one. */
function nameOf(type) {
  if (names.has(type)) return names.get(type);
  const symbol = type.aliasSymbol ?? type.symbol;
  let name = symbol && !symbol.name.startsWith('__') ? symbol.name : 'Object';
  while (types[name]) name += '_';
  names.set(type, name);
  types[name] = { name };
  if (type.isUnion()) types[name].subtypes = type.types.flatMap((part) => kinds(part, ''));
  else types[name].fields = checker.getPropertiesOfType(type).map(field);
  return name;
}

/** @returns {{name: string, required: boolean, types: string[]}} */
function field(symbol) {
  const type = checker.getTypeOfSymbolAtLocation(symbol, source);
  return { name: symbol.name, required: !(symbol.flags & SymbolFlags.Optional), types: [...new Set(kinds(type, symbol.name))] };
}

/** The ways a value may look, in the words of the Bot API's own manual. @returns {string[]} */
function kinds(type, name) {
  if (type.flags & (Flags.Undefined | Flags.Null | Flags.Never)) return [];
  if (type.flags & Flags.TypeParameter) return ['InputFile'];
  if (type.flags & (Flags.BooleanLike)) return ['Boolean'];
  if (type.flags & Flags.StringLike || type.flags & Flags.TemplateLiteral) return ['String'];
  if (type.flags & Flags.NumberLike) return [fractions.has(name) ? 'Float' : 'Integer'];
  if (type.isUnion()) {
    const objects = type.types.every((part) => part.flags & Flags.Object && !checker.isArrayType(part));
    if (objects) return [nameOf(type)];
    if (open.has(type)) return []; // rich text holds itself
    open.add(type);
    const found = type.types.flatMap((part) => kinds(part, name));
    open.delete(type);
    return found;
  }
  if (checker.isArrayType(type)) {
    const [element] = checker.getTypeArguments(type);
    return [`Array of ${[...new Set(checker.isArrayType(element) ? rows(element, name) : kinds(element, name))].join(' or ')}`];
  }
  if (type.flags & (Flags.Object | Flags.Intersection)) return [nameOf(type)];
  return ['String'];
}

/**
 * The ways of an array inside of another one. "Array of Array of A or B" reads as rows of A, or else B: so the objects
 * that a row may hold get one name, and what else it may hold makes a row of its own.
 * @returns {string[]}
 */
function rows(type, name) {
  const [element] = checker.getTypeArguments(type);
  if (!element.isUnion()) return kinds(type, name);
  const objects = element.types.filter((part) => part.flags & (Flags.Object | Flags.Intersection) && !checker.isArrayType(part));
  const others = element.types.filter((part) => !objects.includes(part)).flatMap((part) => kinds(part, name));
  return [...(objects.length ? [unionOf(element, objects)] : []), ...others].map((kind) => `Array of ${kind}`);
}

/** A name for those of a union's types that are objects. @returns {string} */
function unionOf(union, objects) {
  if (objects.length === union.types.length || objects.length === 1) return nameOf(objects.length === 1 ? objects[0] : union);
  if (names.has(union)) return names.get(union);
  let name = union.aliasSymbol?.name ?? 'Object';
  while (types[name]) name += '_';
  names.set(union, name);
  types[name] = { name, subtypes: objects.flatMap((part) => kinds(part, '')) };
  return name;
}

const table = source.statements.find((node) => ts.isTypeAliasDeclaration(node) && node.name.text === 'ApiMethods');
const methods = {};
for (const member of table.type.members) {
  const name = member.name.text;
  const [args] = member.parameters ?? [];
  const type = args && checker.getNonNullableType(checker.getTypeAtLocation(args.type));
  methods[name] = { name, fields: type ? checker.getPropertiesOfType(type).map(field) : [] };
}
console.log(JSON.stringify({ methods, types }));

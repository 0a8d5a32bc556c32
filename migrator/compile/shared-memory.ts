/** Memory that workers may share with their program: what makes some, and where. */
import type { CompileNote, ProgramImage } from '../../protocol/program.ts';
import { type Node, some } from './ast.ts';
import { type SourceModule, shownPath } from './link/modules.ts';

export interface SharedMemoryUse {
  module: SourceModule;
  what: string;
  /** How it looks in the user's text, most likely first. */
  spelled: readonly RegExp[];
}

const BUFFER = 'SharedArrayBuffer';
const BUFFER_MADE = [/\bnew\s+(?:[\w$.]+\.)?SharedArrayBuffer\b/, /\bSharedArrayBuffer\b/];
const MEMORY_MADE = [/\bnew\s+(?:[\w$.]+\.)?Memory\b/];
const WORKERS = /^(?:node:)?worker_threads$/;

/**
 * The modules of a program with workers that make shared memory. Many libraries only ask whether a value is some: that is no reason.
 * What is made by other names, or by code that comes from elsewhere, is not seen. To be asked before the modules are linked.
 */
export function sharedMemoryIn(modules: readonly SourceModule[]): SharedMemoryUse[] {
  const theirs = modules.filter(({ isOurs }) => !isOurs);
  if (!theirs.some(({ requests }) => requests.some(({ specifier }) => WORKERS.test(specifier)))) return [];
  return theirs.flatMap((module) => {
    const { ast, code } = module;
    if (!ast) return [];
    if (code.includes(BUFFER) && some(ast, makesBuffer))
      return [{ module, what: `makes a ${BUFFER}`, spelled: BUFFER_MADE }];
    if (/\bMemory\b/.test(code) && /\bshared\b/.test(code) && some(ast, makesMemory))
      return [{ module, what: 'makes a shared WebAssembly.Memory', spelled: MEMORY_MADE }];
    return [];
  });
}

export const sharedMemoryNotes = (
  uses: readonly SharedMemoryUse[],
  sources: ProgramImage['sources'],
): CompileNote[] =>
  uses.map(({ module, what, spelled }) => ({
    kind: 'shares' as const,
    reason: `${what}, which its workers may share`,
    source: sources.findIndex(({ path }) => path === shownPath(module)),
    ...placeOf(module.text, spelled),
  }));

/** `new SharedArrayBuffer`, an alias for it, a class of its own, or all that in a text that is to be run. */
function makesBuffer(node: Node): boolean {
  switch (node.type) {
    case 'NewExpression':
      return isCalled(node.callee, BUFFER);
    case 'CallExpression':
      return (
        isCalled(node.callee, 'construct') && node.arguments.some((each: Node) => isCalled(each, BUFFER))
      );
    case 'VariableDeclarator':
      return isCalled(node.init, BUFFER) || (node.id.type === 'ObjectPattern' && names(node.id, BUFFER));
    case 'AssignmentExpression':
      return isCalled(node.right, BUFFER);
    case 'ClassDeclaration':
    case 'ClassExpression':
      return isCalled(node.superClass, BUFFER);
    case 'Literal':
      return typeof node.value === 'string' && /\bnew SharedArrayBuffer\b/.test(node.value);
    case 'TemplateElement':
      return /\bnew SharedArrayBuffer\b/.test(node.value.cooked ?? '');
    default:
      return false;
  }
}

/** `new WebAssembly.Memory` of what may say `shared: true`. */
function makesMemory(node: Node): boolean {
  if (node.type !== 'NewExpression' || !isCalled(node.callee, 'Memory')) return false;
  const [given] = node.arguments as Node[];
  if (given?.type !== 'ObjectExpression') return given !== undefined;
  return given.properties.some(
    ({ type, key, value }: Node) =>
      type === 'SpreadElement' || ((key.name ?? key.value) === 'shared' && value.value !== false),
  );
}

/** The name itself, or a property of that name. */
const isCalled = (node: Node | null | undefined, name: string): boolean =>
  node?.type === 'Identifier'
    ? node.name === name
    : node?.type === 'MemberExpression' && (node.property.name ?? node.property.value) === name;

const names = (pattern: Node, name: string): boolean =>
  pattern.properties.some(({ key }: Node) => key !== undefined && (key.name ?? key.value) === name);

/** Line 0 where it is spelled in another way. */
function placeOf(text: string, spelled: readonly RegExp[]): { line: number; column: number } {
  const found = spelled.map((each) => each.exec(text)).find((each) => each !== null);
  if (!found) return { line: 0, column: 0 };
  const before = text.slice(0, found.index).split('\n');
  return { line: before.length, column: before.at(-1)!.length };
}

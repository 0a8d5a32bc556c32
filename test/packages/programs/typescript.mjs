import ts from 'typescript';

const source = `
enum Colour { Red, Green = 5, Blue }
interface Shape { area(): number }
class Circle implements Shape { constructor(private r: number) {} area() { return Math.PI * this.r ** 2; } }
function assertNever(x: never): never { throw new Error(String(x)); }
export const shapes: Shape[] = [new Circle(1), new Circle(2)];
export async function* walk<T extends { next?: T }>(node: T | undefined) { while (node) { yield node; node = node.next; } }
`;
const { outputText, diagnostics } = ts.transpileModule(source, { compilerOptions: { target: ts.ScriptTarget.ES2015, module: ts.ModuleKind.CommonJS }, reportDiagnostics: true });
console.log(outputText, diagnostics.length);
let nodes = 0;
const kinds = new Map();
const visit = (node) => {
  nodes++;
  const kind = ts.SyntaxKind[node.kind];
  kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  ts.forEachChild(node, visit);
};
visit(ts.createSourceFile('a.ts', source, ts.ScriptTarget.Latest, true));
console.log(nodes, [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, 8));

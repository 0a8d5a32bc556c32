// Huffman coding with object trees, bit strings, and a check of the round trip.
interface Leaf { weight: number; symbol: string }
interface Inner { weight: number; left: Tree; right: Tree }
type Tree = Leaf | Inner;
const text = 'she sells sea shells by the sea shore; the shells she sells are surely seashells';
function build(source: string): Tree {
  const weights = new Map<string, number>();
  for (const c of source) weights.set(c, (weights.get(c) ?? 0) + 1);
  const forest: Tree[] = [...weights].map(([symbol, weight]) => ({ symbol, weight }));
  const name = (t: Tree): string => ('symbol' in t ? t.symbol : name(t.left));
  while (forest.length > 1) {
    forest.sort((a, b) => a.weight - b.weight || (name(a) < name(b) ? -1 : 1));
    const [left, right] = forest.splice(0, 2) as [Tree, Tree];
    forest.push({ weight: left.weight + right.weight, left, right });
  }
  return forest[0]!;
}
function* leaves(tree: Tree, prefix = ''): Generator<[string, string]> { if ('symbol' in tree) yield [tree.symbol, prefix]; else { yield* leaves(tree.left, `${prefix}0`); yield* leaves(tree.right, `${prefix}1`); } }
function codes(tree: Tree, prefix = '', into = new Map<string, string>()): Map<string, string> {
  if ('symbol' in tree) into.set(tree.symbol, prefix);
  else { codes(tree.left, `${prefix}0`, into); codes(tree.right, `${prefix}1`, into); }
  return into;
}
const tree = build(text);
const table = codes(tree);
let bits = '';
for (const c of text) bits += table.get(c);
const bytes = new Uint8Array(Math.ceil(bits.length / 8));
for (let i = 0; i < bits.length; i++) if (bits[i] === '1') bytes[i >> 3]! |= 128 >> (i & 7);
let node = tree;
let decoded = '';
for (let i = 0; i < bits.length; i++) {
  node = bytes[i >> 3]! & (128 >> (i & 7)) ? (node as Inner).right : (node as Inner).left;
  if ('symbol' in node) { decoded += node.symbol; node = tree; }
}
console.log(decoded === text, text.length * 8, bits.length, Buffer.from(bytes).toString('base64'));
console.log([...leaves(tree)].map(([s, c]) => `${s}=${c}`).join(' '));

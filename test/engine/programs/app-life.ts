// Game of life on a torus, with sets of strings and closures over the rule.
type World = Set<string>;
const rule = (born: number[], stay: number[]) => (alive: boolean, around: number) => (alive ? stay : born).includes(around);
const conway = rule([3], [2, 3]);
const size = 12;
const wrap = (n: number) => (n + size) % size;
function neighbours(world: World, x: number, y: number): number {
  let n = 0;
  for (let dy = -1; dy <= 1; dy++)
    for (let dx = -1; dx <= 1; dx++) {
      if (dx === 0 && dy === 0) continue;
      if (world.has(`${wrap(x + dx)},${wrap(y + dy)}`)) n++;
    }
  return n;
}
function next(world: World): World {
  const result: World = new Set();
  for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) if (conway(world.has(`${x},${y}`), neighbours(world, x, y))) result.add(`${x},${y}`);
  return result;
}
let world: World = new Set(['1,0', '2,1', '0,2', '1,2', '2,2', '6,6', '7,6', '8,6']);
for (let generation = 0; generation < 6; generation++) {
  world = next(world);
  console.log(`generation ${generation}: ${[...world].sort().join(' ')}`);
}
for (let y = 0; y < size; y++) console.log(Array.from({ length: size }, (_, x) => (world.has(`${x},${y}`) ? '#' : '.')).join(''));

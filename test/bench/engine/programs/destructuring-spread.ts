interface Point {
  x: number;
  y: number;
  z?: number;
}
const moved = ({ x, y, ...rest }: Point, [dx, dy = 1]: number[]): Point => ({
  ...rest,
  x: x + dx!,
  y: y + dy,
});

export function round(): number {
  let point: Point = { x: 0, y: 0, z: 1 };
  for (let i = 0; i < 150_000; i++) {
    const step = [i & 1, i & 3];
    point = moved(point, [...step]);
    [point.x, point.y] = [point.y & 0xfff, point.x & 0xfff];
  }
  return point.x + point.y;
}

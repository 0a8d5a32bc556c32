// Five bodies, a step after the other: properties of long-living objects.
class Body {
  constructor(
    public x: number,
    public y: number,
    public z: number,
    public vx: number,
    public vy: number,
    public vz: number,
    public mass: number,
  ) {}
}
const bodies = [
  new Body(0, 0, 0, 0, 0, 0, 39.47),
  new Body(4.84, -1.16, -0.1, 0.6, 2.81, -0.02, 0.037),
  new Body(8.34, 4.12, -0.4, -1.01, 1.82, 0.008, 0.011),
  new Body(12.89, -15.11, -0.22, 1.08, 0.86, -0.01, 0.0017),
  new Body(15.37, -25.9, 0.17, 0.97, 0.59, -0.03, 0.002),
];

function advance(dt: number): void {
  for (let i = 0; i < bodies.length; i++) {
    const a = bodies[i]!;
    for (let j = i + 1; j < bodies.length; j++) {
      const b = bodies[j]!;
      const [dx, dy, dz] = [a.x - b.x, a.y - b.y, a.z - b.z];
      const d2 = dx * dx + dy * dy + dz * dz;
      const mag = dt / (d2 * Math.sqrt(d2));
      a.vx -= dx * b.mass * mag;
      a.vy -= dy * b.mass * mag;
      a.vz -= dz * b.mass * mag;
      b.vx += dx * a.mass * mag;
      b.vy += dy * a.mass * mag;
      b.vz += dz * a.mass * mag;
    }
  }
  for (const body of bodies) {
    body.x += dt * body.vx;
    body.y += dt * body.vy;
    body.z += dt * body.vz;
  }
}

export function round(): number {
  for (let i = 0; i < 100_000; i++) advance(0.0001);
  return bodies[0]!.x;
}

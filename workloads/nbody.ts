// The outer solar system by symplectic integration; prints how well the energy is kept.
// Usage: nbody.ts [steps = 2500000]

const SOLAR_MASS = 4 * Math.PI ** 2;
const DAYS_PER_YEAR = 365.24;
const STEP_YEARS = 0.01;
const REPORTS = 10;

class Vector {
  x: number;
  y: number;
  z: number;

  constructor(x: number, y: number, z: number) {
    this.x = x;
    this.y = y;
    this.z = z;
  }

  get squared(): number {
    return this.x * this.x + this.y * this.y + this.z * this.z;
  }
}

class Body {
  readonly name: string;
  readonly mass: number;
  readonly at: Vector;
  readonly velocity: Vector;

  constructor(name: string, mass: number, at: Vector, velocity: Vector) {
    this.name = name;
    this.mass = mass;
    this.at = at;
    this.velocity = velocity;
  }
}

/** A planet from the usual table: place in astronomical units, velocity in units a day, mass in suns. */
class Planet extends Body {
  constructor(name: string, mass: number, place: [number, number, number], perDay: [number, number, number]) {
    const [vx, vy, vz] = perDay.map((v) => v * DAYS_PER_YEAR) as [number, number, number];
    super(name, mass * SOLAR_MASS, new Vector(...place), new Vector(vx, vy, vz));
  }
}

function solarSystem(): Body[] {
  return [
    new Body('Sun', SOLAR_MASS, new Vector(0, 0, 0), new Vector(0, 0, 0)),
    new Planet(
      'Jupiter',
      0.0009547919384243266,
      [4.841431442464721, -1.1603200440274284, -0.10362204447112311],
      [0.001660076642744037, 0.007699011184197404, -6.90460016972063e-5],
    ),
    new Planet(
      'Saturn',
      0.0002858859806661308,
      [8.34336671824458, 4.124798564124305, -0.4035234171143214],
      [-0.00276742510726411, 0.004998528012349172, 2.3041729757376393e-5],
    ),
    new Planet(
      'Uranus',
      4.366244043351563e-5,
      [12.894369562139131, -15.111151401698631, -0.22330757889265573],
      [0.002964601375647616, 0.0023784717395948095, -2.9658956854023756e-5],
    ),
    new Planet(
      'Neptune',
      5.1513890204661145e-5,
      [15.379697114850917, -25.919314609987964, 0.17925877295037118],
      [0.0026806777249038932, 0.001628241700382423, -9.515922545197159e-5],
    ),
  ];
}

/** Lets the Sun move so that the whole system stands still. */
function holdStill([sun, ...planets]: Body[]): void {
  for (const { mass, velocity } of planets) {
    (sun as Body).velocity.x -= (velocity.x * mass) / SOLAR_MASS;
    (sun as Body).velocity.y -= (velocity.y * mass) / SOLAR_MASS;
    (sun as Body).velocity.z -= (velocity.z * mass) / SOLAR_MASS;
  }
}

function advance(bodies: Body[], years: number): void {
  for (let i = 0; i < bodies.length; i++) {
    const a = bodies[i] as Body;
    for (let j = i + 1; j < bodies.length; j++) {
      const b = bodies[j] as Body;
      const dx = a.at.x - b.at.x;
      const dy = a.at.y - b.at.y;
      const dz = a.at.z - b.at.z;
      const squared = dx * dx + dy * dy + dz * dz;
      const pull = years / (squared * Math.sqrt(squared));
      a.velocity.x -= dx * b.mass * pull;
      a.velocity.y -= dy * b.mass * pull;
      a.velocity.z -= dz * b.mass * pull;
      b.velocity.x += dx * a.mass * pull;
      b.velocity.y += dy * a.mass * pull;
      b.velocity.z += dz * a.mass * pull;
    }
  }
  for (const { at, velocity } of bodies) {
    at.x += years * velocity.x;
    at.y += years * velocity.y;
    at.z += years * velocity.z;
  }
}

function energy(bodies: Body[]): number {
  return bodies.reduce((sum, body, i) => {
    const kinetic = 0.5 * body.mass * body.velocity.squared;
    const bound = bodies.slice(i + 1).reduce((potential, other) => {
      const { x, y, z } = body.at;
      return (
        potential + (body.mass * other.mass) / Math.hypot(x - other.at.x, y - other.at.y, z - other.at.z)
      );
    }, 0);
    return sum + kinetic - bound;
  }, 0);
}

const steps = Number(process.argv[2] ?? 2_500_000);
const bodies = solarSystem();
holdStill(bodies);
console.log(`start: energy ${energy(bodies).toFixed(9)}`);
const stepsPerReport = Math.max(1, Math.floor(steps / REPORTS));
for (let step = 1; step <= steps; step++) {
  advance(bodies, STEP_YEARS);
  if (step % stepsPerReport === 0) {
    console.log(`after ${(step * STEP_YEARS).toFixed(0)} years: energy ${energy(bodies).toFixed(9)}`);
  }
}
for (const { name, at } of bodies) {
  console.log(`${name.padEnd(8)}${[at.x, at.y, at.z].map((c) => c.toFixed(6).padStart(12)).join('')}`);
}

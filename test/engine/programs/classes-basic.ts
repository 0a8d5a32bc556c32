// Fields, methods, static members and blocks, accessors, computed names, chaining, instanceof, toString.
const key = 'dyn';
class Shape {
  static count = 0;
  static registry: Record<string, Shape> = {};
  static {
    Shape.registry.none = null as never;
  }
  name = 'shape';
  tags: string[] = [];
  id = ++Shape.count;
  describe = () => `${this.name}#${this.id}`;
  constructor(name?: string) {
    if (name) this.name = name;
    Shape.registry[this.name] = this;
  }
  get area(): number { return 0; }
  set label(text: string) { this.tags.push(text); }
  [`${key}Method`](x: number) { return x * 2; }
  static create(...names: string[]) { return names.map((n) => new this(n)); }
  tag(t: string): this { this.label = t; return this; }
  toString() { return `[${this.name} ${this.tags.join('/')}]`; }
  get [Symbol.toStringTag]() { return 'Shape!'; }
}
const shapes = Shape.create('a', 'b', 'c');
for (const s of shapes) s.tag('x').tag(s.name + '1');
console.log(shapes.join(' '), Shape.count, Object.keys(Shape.registry).join());
const { describe } = shapes[1]!;
console.log(describe(), (shapes[0] as any).dynMethod(21), Object.prototype.toString.call(shapes[0]));
console.log(shapes[0] instanceof Shape, Object.getOwnPropertyNames(Shape.prototype).join(), Object.keys(shapes[0]!).join());
class Point { constructor(public x: number, private readonly y = 2) {} sum() { return this.x + this.y; } }
console.log(new Point(5).sum(), JSON.stringify(new Point(1)));
const Anonymous = class { v = 1; };
console.log(Anonymous.name, new Anonymous().v, (class Named { static n = Named.name; }).n, typeof Shape, Shape.length);
class Empty {}
console.log(new Empty().constructor === Empty, Object.getPrototypeOf(new Empty()) === Empty.prototype);

abstract class Shape {
  abstract area(): number;
  scaled(by: number): number {
    return this.area() * by;
  }
}
class Circle extends Shape {
  constructor(private readonly r: number) {
    super();
  }
  area(): number {
    return 3 * this.r * this.r;
  }
}
class Square extends Shape {
  constructor(private readonly side: number) {
    super();
  }
  area(): number {
    return this.side * this.side;
  }
}
class Framed extends Square {
  override area(): number {
    return super.area() + 1;
  }
}
const shapes = Array.from({ length: 300 }, (_, i) =>
  i % 3 === 0 ? new Circle(i) : i % 3 === 1 ? new Square(i) : new Framed(i),
);

export function round(): number {
  let sum = 0;
  for (let n = 0; n < 8000; n++) for (const shape of shapes) sum += shape.scaled(n & 1);
  return sum;
}

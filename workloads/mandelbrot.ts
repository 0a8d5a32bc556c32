// The Mandelbrot set as a PPM picture; prints a checksum of it.
// Usage: mandelbrot.ts [file = mandelbrot.ppm] [width = 1200] [most iterations = 2000]
import { writeFileSync } from 'node:fs';

const [, , file = 'mandelbrot.ppm', widthArgument = '1200', limitArgument = '2000'] = process.argv;
const width = Number(widthArgument);
const height = Math.round((width * 3) / 4);
const limit = Number(limitArgument);

interface Rgb {
  red: number;
  green: number;
  blue: number;
}

/** Iterations until z = z² + c leaves the circle of radius 2; `limit` for a point that stays. */
function iterations(cx: number, cy: number): number {
  let x = 0;
  let y = 0;
  for (let n = 0; n < limit; n++) {
    const xx = x * x;
    const yy = y * y;
    if (xx + yy > 4) return n;
    y = 2 * x * y + cy;
    x = xx - yy + cx;
  }
  return limit;
}

function palette(size: number): Rgb[] {
  const colours: Rgb[] = [];
  for (let n = 0; n < size; n++) {
    const t = n / size;
    colours.push({
      red: Math.round(9 * (1 - t) * t ** 3 * 255),
      green: Math.round(15 * (1 - t) ** 2 * t ** 2 * 255),
      blue: Math.round(8.5 * (1 - t) ** 3 * t * 255),
    });
  }
  return colours;
}

/** Adler-32, as zlib has it. */
function adler32(bytes: Uint8Array): string {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return (b * 65536 + a).toString(16).padStart(8, '0');
}

const colours = palette(64);
const pixels = new Uint8Array(width * height * 3);
let inside = 0;
for (let row = 0, at = 0; row < height; row++) {
  const cy = ((row - height / 2) / width) * 3;
  for (let column = 0; column < width; column++) {
    const n = iterations(((column - width * 0.7) / width) * 3, cy);
    if (n === limit) {
      inside++;
      at += 3;
      continue;
    }
    const { red, green, blue } = colours[n % colours.length] as Rgb;
    pixels[at++] = red;
    pixels[at++] = green;
    pixels[at++] = blue;
  }
  if ((row + 1) % Math.ceil(height / 10) === 0) console.log(`${row + 1} of ${height} rows`);
}

writeFileSync(file, Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`, 'latin1'), pixels]));
console.log(`${inside} of ${width * height} points inside, checksum ${adler32(pixels)}`);

/**
 * xoshiro128** (Blackman and Vigna): the task's random numbers, from a state that travels with it. 53 bits a number,
 * as Math.random gives.
 */

// The program may have others.
const { imul } = Math;

export class RandomNumbers {
  private readonly s = new Int32Array(4);

  load(state: readonly number[]): void {
    this.s.set(state);
    if ((this.s[0]! | this.s[1]! | this.s[2]! | this.s[3]!) === 0) this.s[0] = 1;
  }

  save(): number[] {
    return [...this.s];
  }

  next(): number {
    const high = this.word() >>> 5;
    const low = this.word() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  private word(): number {
    const s = this.s;
    const s1 = s[1]!;
    const five = imul(s1, 5);
    const result = imul((five << 7) | (five >>> 25), 9);
    const t = s1 << 9;
    s[2]! ^= s[0]!;
    s[3]! ^= s1;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= t;
    s[3] = (s[3]! << 11) | (s[3]! >>> 21);
    return result;
  }
}

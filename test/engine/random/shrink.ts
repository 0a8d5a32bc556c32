/** Leaves out lines while `fails` stays true: first large runs of them, then smaller ones; single lines until none can go. */
export async function shrink(
  lines: readonly string[],
  fails: (lines: string[]) => Promise<boolean>,
): Promise<string[]> {
  let least = [...lines];
  for (let size = least.length >> 1; size >= 1; ) {
    const before = least.length;
    least = await withoutRuns(least, size, fails);
    least = await withoutBraces(least, fails);
    if (size > 1 || least.length === before) size >>= 1;
  }
  return least;
}

async function withoutRuns(
  lines: string[],
  size: number,
  fails: (lines: string[]) => Promise<boolean>,
): Promise<string[]> {
  let least = lines;
  for (let at = 0; at < least.length; ) {
    const without = [...least.slice(0, at), ...least.slice(at + size)];
    if (isBalanced(least.slice(at, at + size)) && (await fails(without))) least = without;
    else at++;
  }
  return least;
}

/** A block's first and last line, and all of it. */
async function withoutBraces(
  lines: string[],
  fails: (lines: string[]) => Promise<boolean>,
): Promise<string[]> {
  let least = lines;
  for (let at = 0; at < least.length; at++) {
    const end = blockEnd(least, at);
    if (end < 0) continue;
    const whole = [...least.slice(0, at), ...least.slice(end + 1)];
    const inside = [...least.slice(0, at), ...least.slice(at + 1, end), ...least.slice(end + 1)];
    for (const without of [whole, inside]) {
      if (!(await fails(without))) continue;
      least = without;
      at--;
      break;
    }
  }
  return least;
}

/** The line that closes what this one opens, or -1. */
function blockEnd(lines: readonly string[], at: number): number {
  if (depthAfter(lines[at]!) !== 1) return -1;
  for (let end = at + 1; end < lines.length; end++) if (isBalanced(lines.slice(at, end + 1))) return end;
  return -1;
}

function depthAfter(line: string): number {
  let depth = 0;
  for (const char of line) depth += char === '{' ? 1 : char === '}' ? -1 : 0;
  return depth;
}

/** Whether a text without these lines may still be a program. */
export function isBalanced(lines: readonly string[]): boolean {
  let depth = 0;
  for (const line of lines) {
    for (const char of line) {
      if (char === '{') depth++;
      else if (char === '}' && --depth < 0) return false;
    }
  }
  return depth === 0;
}

/**
 * Where the suite asks for it (`npm run test:conformance`), a program waits a little before each case, and before the first one until a
 * file tells it that it has been moved: it would be over before that.
 */
import { existsSync } from 'node:fs';

const { CONFORMANCE_PACE_MS, CONFORMANCE_GO } = process.env;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
let isWaiting = CONFORMANCE_GO !== undefined;

export async function pace(): Promise<void> {
  if (CONFORMANCE_PACE_MS === undefined) return;
  await sleep(Number(CONFORMANCE_PACE_MS));
  while (isWaiting && !existsSync(CONFORMANCE_GO!)) await sleep(20);
  isWaiting = false;
}

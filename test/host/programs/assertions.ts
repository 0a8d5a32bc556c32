// What `assert` says of an expression that is false, where the program has not been moved in the middle of it.
import assert, { ok, strict } from 'node:assert';
import * as strictModule from 'node:assert/strict';

function tell(act: () => void): void {
  try {
    act();
  } catch (error) {
    const { name, message, generatedMessage, operator } = error as assert.AssertionError;
    console.log(name, JSON.stringify(message), generatedMessage, operator);
  }
}
const list = [1, 2];
const later = async (x: number): Promise<void> => {
  await null;
  assert(x > 3);
};
tell(() => assert.ok(list.length > 2));
tell(() => assert(0));
tell(() => ok(list.includes(3) || /[)]/.test("')".slice(0, 1))));
tell(() => strict(list === null));
tell(() => strictModule.ok(list.at(-1) === 1));
tell(() => assert.strict.ok(list[9]));
await later(1).catch((error: Error) => console.log(error.message));

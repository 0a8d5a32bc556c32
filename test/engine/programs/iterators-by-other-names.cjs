// Iterators asked for by a variable that holds Symbol.iterator, half consumed at every capture; globals that Node loads late.
const SymbolIterator = Symbol.iterator;
const from = (iterable, iteratorKey) => iterable[iteratorKey]();
const numbers = [1, 2, 3][SymbolIterator]();
const letters = from('abc', SymbolIterator);
const entries = from(new Map([[1, 2], [3, 4]]), SymbolIterator);
const own = from({ other: () => 'own' }, 'other');
function pause(n) { let s = 0; for (const each of new Set([1, 2, n])) s += each; return n > 0 ? pause(n - 1) + s : s; }
const late = { atob, DOMException, PerformanceObserver };
for (const _ of new Set([1, 2, 3])) {
  pause(3);
  console.log(numbers.next().value, letters.next().value, entries.next().value, own);
  console.log(late.atob('aGk='), late.DOMException === DOMException, typeof late.PerformanceObserver, Object.keys(globalThis).includes('atob'));
}

import { bufferCount, catchError, concatMap, delay, filter, from, interval, map, mergeMap, of, reduce, scan, share, Subject, switchMap, take, throwError, toArray, zip } from 'rxjs';

from(Array.from({ length: 50 }, (_, i) => i)).pipe(filter((n) => n % 3 === 0), map((n) => n * n), scan((a, b) => a + b, 0), toArray()).subscribe((all) => console.log(all.join(' ')));
interval(100).pipe(take(8), concatMap((n) => of(n).pipe(delay(20))), bufferCount(3)).subscribe({ next: (each) => console.log('interval', each), complete: () => console.log('complete') });
throwError(() => new Error('oops')).pipe(catchError(({ message }) => of(message))).subscribe(console.log);
const subject = new Subject();
const shared = subject.pipe(switchMap((n) => of(n, n + 1)), share());
zip(shared, shared.pipe(mergeMap(async (n) => n * 2))).pipe(reduce((sum, [a, b]) => sum + a + b, 0)).subscribe((sum) => console.log('sum', sum));
for (let i = 0; i < 10; i++) subject.next(i);
subject.complete();

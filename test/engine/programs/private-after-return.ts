// A closure of a class made in a function leaves by `return`; what stands after it uses a #name of a class that it has no need of any more.
class Base {
  steps = 0;
  work(count: number): void {
    for (let i = 0; i < count; i++) this.steps++;
  }
}
function make() {
  return class Counter extends Base {
    #sum = 0;
    adder() {
      return (value: number | null) => {
        if (value === null) {
          this.work(1);
          this.work(2);
          return;
        }
        this.#sum += value;
        this.work(1);
        if (this.#sum > 3) console.log('sum', this.#sum, this.steps);
      };
    }
    static itself = () => Counter;
  };
}
const counter = new (make())();
const add = counter.adder();
setTimeout(() => add(2));
setTimeout(() => add(null));
setTimeout(() => add(5));
setTimeout(() => add(null));

import { enablePatches, produce, produceWithPatches } from 'immer';

enablePatches();
let state = { todos: Array.from({ length: 30 }, (_, id) => ({ id, done: false, tags: [] })) };
for (let i = 0; i < 100; i++)
  state = produce(state, (draft) => {
    const todo = draft.todos[(i * 7) % draft.todos.length];
    todo.done = !todo.done;
    todo.tags.push(i);
  });
const [next, patches] = produceWithPatches(state, (draft) => void draft.todos.splice(3, 2));
console.log(Object.isFrozen(state), next.todos.length, patches.length, JSON.stringify(next.todos[3]));

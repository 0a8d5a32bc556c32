/** Numbers of what the program opens at home. */
let last = 0;
export const nextId = () => ++last;

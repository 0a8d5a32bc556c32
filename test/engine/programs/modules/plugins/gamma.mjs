export default (n) => `gamma ${n}`;

// Does nothing: what a run costs before and after the program.
export {};

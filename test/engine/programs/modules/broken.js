let x = = 3;

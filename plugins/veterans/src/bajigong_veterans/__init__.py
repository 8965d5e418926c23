"""Veterans affairs officers (退役军人事务员), assessed by agencies that the veterans offices recommend."""

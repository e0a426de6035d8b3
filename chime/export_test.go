package chime

// ReadAnswer is what fuzzing feeds with foreign bytes.
var ReadAnswer = readAnswer

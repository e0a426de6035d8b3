package gchat

// What fuzzing feeds with foreign bytes.
var (
	ReadAnswer    = readAnswer
	ParseDuration = parseDuration
)

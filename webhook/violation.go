package webhook

import (
	"fmt"
	"strings"
)

// Violation is one broken rule of a message.
type Violation struct {
	// Pointer is the JSON pointer (RFC 6901) of the field: "/fields/3/name".
	// Empty means the message as a whole.
	Pointer string
	// Problem says what is wrong, in words.
	Problem string
	// Size and Limit are set when a size is over its limit, in Unit.
	Size, Limit int
	// Unit is what is counted: "bytes", "characters", "items".
	Unit string
}

// TooLarge makes the Violation of a size over its limit.
func TooLarge(pointer string, size, limit int, unit string) Violation {
	return Violation{Pointer: pointer, Problem: "too large", Size: size, Limit: limit, Unit: unit}
}

// String returns "/text: too large: 41000 characters, at most 40000".
func (v Violation) String() string {
	pointer := v.Pointer
	if pointer == "" {
		pointer = "message"
	}
	if v.Limit == 0 {
		return pointer + ": " + v.Problem
	}
	return fmt.Sprintf("%s: %s: %d %s, at most %d", pointer, v.Problem, v.Size, v.Unit, v.Limit)
}

// Violations are all broken rules of a message; it is the cause of an [Error]
// with [CodeInvalidMessage] or [CodeTooLarge]:
//
//	var broken webhook.Violations
//	if errors.As(err, &broken) {
//		for _, v := range broken { … v.Pointer … }
//	}
type Violations []Violation

// Error lists the violations, separated by semicolons.
func (v Violations) Error() string {
	texts := make([]string, len(v))
	for i, violation := range v {
		texts[i] = violation.String()
	}
	return strings.Join(texts, "; ")
}

// Err returns nil when there is no violation, else an [Error] of the given
// provider: [CodeTooLarge] if sizes are all that is wrong, otherwise
// [CodeInvalidMessage].
func (v Violations) Err(provider string) error {
	if len(v) == 0 {
		return nil
	}
	code := CodeTooLarge
	for _, violation := range v {
		if violation.Limit == 0 {
			code = CodeInvalidMessage
		}
	}
	return &Error{Provider: provider, Code: code, Err: v}
}

//go:build !unix

package storetest

import (
	"os/exec"
	"testing"
)

// asNobody is not needed where there is no root.
func asNobody(*testing.T, string) func(*exec.Cmd) { return func(*exec.Cmd) {} }

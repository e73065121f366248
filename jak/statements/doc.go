// Package statements knows what the field says of JAK inhibitors, statement by statement, which computation embodies each, the criterion that was set
// before its number (qualification/statement_checks.csv), the evidence it rests on and is compared with, and the verdict that follows.
//
// A verdict is derived from numbers by the rules of this package and never written down: the recorded one only tells that something changed. It must not
// know how a table or page is drawn, and it holds no model of its own: every figure comes out of the packages below.
package statements

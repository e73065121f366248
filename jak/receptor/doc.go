// Package receptor knows the pairs of kinases that cytokine receptors carry and what is left of a receptor's signal.
package receptor

package pathway

// Reserve says how far a pathway could be inhibited before its read-out follows: two saturating steps in series, each of the
// operational form E = (1+τ)S/(1+τS).
type Reserve struct {
	// Receptor is τ₁ = kact/(kdeact + koff + kturn): activation of the receptor against what ends it.
	Receptor float64
	// STAT is τ₂ of the main STAT at that concentration of cytokine, without feedback: its phosphorylation at full activity against the time it
	// stays phosphorylated.
	STAT float64
}

// Reserve works out both at a cytokine concentration L (nM), from the rest state: no feedback, every STAT latent. It is the steady state
// of the equations with dimerisation taken as complete, for a receptor without mutation.
func (p *Pathway) Reserve(cytokine float64) Reserve {
	v := p.Value
	koff := v("kon") * v("KD")
	r := Reserve{Receptor: v("kact") / (v("kdeact") + koff + v("kturn"))}
	occupied := v("R0") * cytokine / (cytokine + v("KD"))
	active := occupied * r.Receptor / (1 + r.Receptor)
	dock := 1.0
	for i, s := range p.STATs {
		share := v(s+"_0") / v("Kdock")
		if i > 0 {
			share *= v("docking2")
		}
		dock += share
	}
	// A phosphorylated STAT pairs within seconds and comes back through the nucleus.
	stays := 1/v("kimp_"+p.STATs[0]) + 1/v("kdpn")
	r.STAT = v("kphos") * active / dock * stays
	return r
}

// Effect is the steady read-out, of that without inhibitor, when S of the receptor's activation is left and that part of the kinase that
// phosphorylates the STAT: the two operational steps one after the other.
func (r Reserve) Effect(s, kinase float64) float64 {
	step := func(tau, s float64) float64 { return (1 + tau) * s / (1 + tau*s) }
	return step(r.STAT, step(r.Receptor, s)*kinase)
}

// Tau is the reserve of both steps as one operational step, (1+τ₁)(1+τ₂) − 1: reserves multiply. It is exact where the kinase that
// phosphorylates the STAT is hit as hard as the activation, and the receptor's own step is far from saturation; else it is near.
func (r Reserve) Tau() float64 { return (1+r.Receptor)*(1+r.STAT) - 1 }

"""Three invented settlements, brought to where their stories stand by the same acts that pages use."""

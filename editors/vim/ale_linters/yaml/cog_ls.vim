" Description: cog-lsp, what cog.yaml and predict.py will do on Replicate

call cog_ls#Define('yaml')

"""The profile, or the model that is asked for, does not do what the shot says.

Each profile is one way of reaching the API, and each model does its own things. `storyboard check --profile P` tells
whether another one can do it; without `model` the best fitting one is taken.

    - model: o1
      camera: {pan: 4}            # on `gateway`, camera control is a thing of v2.6
"""

CODE = "SB301"

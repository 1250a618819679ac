from flask import Blueprint

room = Blueprint("priorities", __name__)
